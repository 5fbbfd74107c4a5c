import type { Arena } from "@zexpr/arena";
import { ExprError } from "@zexpr/errors";
import { Ast } from "@zexpr/ir";
import { printSExpression } from "./print-s-expression.ts";
import { printSource } from "./print-source.ts";
import { type Visitor, walk } from "./walk.ts";

/**
 * A parsed expression. If its nodes live in a caller's arena, the tree is stale once that is reset or
 * disposed. Methods use the links between nodes, neither recursion nor a stack, so the tree's depth does not
 * matter.
 */
export class Tree extends Ast {
  readonly #arena: Arena | undefined;
  readonly #generation: number;

  /**
   * @param ast - from `parseInto`
   * @param arena - where the nodes live, kept alive by the tree; none if the memory is the tree's own
   */
  constructor(ast: Ast, arena?: Arena) {
    super(ast.memory, ast.offset, ast.length, ast.names, ast.source);
    this.#arena = arena;
    this.#generation = arena?.generation ?? 0;
  }

  /**
   * Visits all nodes, children from left to right between their parent's `enter` and `leave`. O(nodes).
   *
   * @throws {@link ExprError} `StaleHandle` if the arena was reset or disposed
   */
  walk(visitor: Visitor): void {
    this.#checkFresh();
    walk(this, visitor);
  }

  /**
   * Source text that parses to an equal tree, with no bracket more than that takes. O(nodes).
   *
   * @throws {@link ExprError} `StaleHandle` if the arena was reset or disposed
   */
  override toString(): string {
    this.#checkFresh();
    return printSource(this);
  }

  /**
   * The tree as an S-expression, such as `(+ a (sin 1.0))`: for tests and for people. `pow(x)` and `atan2(y)`
   * appear with the second argument that the built-ins mean. O(nodes).
   *
   * @throws {@link ExprError} `StaleHandle` if the arena was reset or disposed
   */
  toSExpression(): string {
    this.#checkFresh();
    return printSExpression(this);
  }

  #checkFresh(): void {
    if (this.#arena !== undefined && this.#arena.generation !== this.#generation) {
      throw new ExprError("StaleHandle", "the tree's arena was reset or disposed: parse again");
    }
    this.memory.refresh();
  }
}
