import { withColumns } from "@zexpr/arrow";
import { tableFromArrays } from "apache-arrow";

const table = tableFromArrays({
  vx: Float64Array.of(3, 5, 8),
  vy: Float64Array.of(4, 12, 15),
  limit: Int32Array.of(10, 26, 17),
});

const moving = withColumns(
  table,
  { speed: "sqrt(vx^2 + vy^2)", ratio: "speed / limit", over: "ratio > most" },
  { variables: { most: 0.9 } },
);

console.log(moving.schema.fields.map(({ name }) => name).join()); // → vx,vy,limit,speed,ratio,over
console.log(moving.getChild("speed")?.toArray().join()); // → 5,13,17
console.log(moving.getChild("ratio")?.get(0), moving.getChild("over")?.toArray().join()); // → 0.5 0,0,1
