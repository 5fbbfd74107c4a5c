import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ARROWS } from "../arrows.js";

const workspace = fileURLToPath(new URL("../../..", import.meta.url));
const read = (path: string): string => readFileSync(join(workspace, path), "utf8");

const packages = readdirSync(join(workspace, "packages"));
const { scripts } = JSON.parse(read("package.json"));

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

/** Why a link leads nowhere; undefined if it leads somewhere. */
function whyBroken(from: string, link: string): string | undefined {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? from : join(dirname(from), path);
  if (!existsSync(join(workspace, target))) return `${link}: no such file`;
  if (anchor === undefined) return undefined;
  const text = read(target.endsWith(".md") ? target : join(target, "README.md"));
  const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));
  return anchors.includes(anchor) ? undefined : `${link}: no such heading`;
}

describe.each(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "MIGRATION.md"])("%s", (document) => {
  test("links to what exists", () => {
    const links = [...read(document).matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link);
    const relative = links.filter((link) => !link.includes("://"));
    expect(
      relative.map((link) => whyBroken(document, link)).filter((reason) => reason !== undefined),
    ).toEqual([]);
  });

  test("names scripts that exist", () => {
    const commands = read(document).matchAll(/(?:^|`)npm (?:run -s )?(?:pnpm -- )?([\w:-]+)/gm);
    const named = [...commands].map(([, name = ""]) => name);
    const known = [...Object.keys(scripts), "install", "run"];
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});

test("CONTRIBUTING.md has every script", () => {
  const text = read("CONTRIBUTING.md");
  const names = Object.keys(scripts).filter((name) => !/^pre|^pnpm$/.test(name));
  expect(names.filter((name) => !new RegExp(`^\\| \`npm .*\\b${name}\\b.*\` \\|`, "m").test(text))).toEqual(
    [],
  );
});

test("ARCHITECTURE.md draws the arrows that are checked", () => {
  const drawn = [...read("ARCHITECTURE.md").matchAll(/^([\w-]+) +→ (.*)$/gm)].map(([, from, to = ""]) => [
    from,
    to === "nothing" ? [] : to.split(", "),
  ]);
  const checked = Object.entries(ARROWS)
    .filter(([from]) => packages.includes(from))
    .map(([from, to]) => [from, to.filter((name) => packages.includes(name))]);
  expect(drawn).toEqual(checked);
});

test("README.md's table has every published package", () => {
  const listed = [...read("README.md").matchAll(/^\| \[`([^`]+)`\]\(packages\//gm)].map(([, name]) => name);
  const published = packages
    .map((name) => JSON.parse(read(`packages/${name}/package.json`)))
    .filter((manifest) => !manifest.private)
    .map(({ name }) => name);
  expect(listed.sort()).toEqual(published.sort());
});
