// Longer than other files: one walk over the tree, with a method for each kind of node.
import { type Arena, I32Vector } from "@zexpr/arena";
import { Status, type StatusName } from "@zexpr/errors";
import type { Builtin } from "@zexpr/functions";
import {
  type Ast,
  NO_NODE,
  NODE_AND,
  NODE_ATTRIBUTE,
  NODE_BINARY,
  NODE_CALL,
  NODE_CONDITIONAL,
  NODE_INDEX,
  NODE_NAME,
  NODE_NUMBER,
  NODE_OR,
  NODE_UNARY,
} from "@zexpr/ir";
import {
  INSTRUCTION_WORDS,
  OP_BOOL,
  OP_CALL,
  OP_EXP2,
  OP_FROUND,
  OP_GLOBAL,
  OP_INDEX,
  OP_JUMP,
  OP_JUMP_FALSE,
  OP_JUMP_TRUE,
  OP_LOGICAL_AND,
  OP_LOGICAL_OR,
  OP_MOVE,
  OP_MUL,
  OP_NATIVE,
  OP_POW,
  OP_SQRT,
  OP_TRAP,
} from "@zexpr/ir/opcodes";
import type { Binder, Callee } from "./binder.ts";
import type { Emitter } from "./emitter.ts";
import { BOOLEAN, OP_INFO, PURE } from "./op-info.ts";
import { CONTEXT, kindOf, operand, TEMP, VARIABLE, WINDOW } from "./operand.ts";
import type { Diagnosis } from "./problem.ts";

// Records of nodes whose children are lowered one by one, because something is emitted between them.
const OPEN_WORDS = 7;
/** The child being lowered. */
const OPEN_CHILD = 0;
const OPEN_KIND = 1;
const OPEN_COUNT = 2;
/** Instruction number at which the node, or its branch, was entered. */
const OPEN_START = 3;
/** Branches: where the value goes. */
const OPEN_TARGET = 4;
const OPEN_JUMP = 5;
/** Mark of the values known before the branch. */
const OPEN_MARK = 6;

const BRANCH = 1;
const AND = 2;
const OR = 3;
const CALL = 4;

const UNRESOLVED = -2;
/** A right side of `&&` or `||` of at most so many cheap instructions is computed always, without a jump. */
const CHEAP_INSTRUCTIONS = 4;

/**
 * Lowers trees to instructions, in evaluation order, by walking the threaded tree: no recursion, and no stack but the
 * open branches and calls. Problems with names and arity become TRAP instructions where evaluation meets them.
 */
export class Lowering {
  readonly #emitter: Emitter;
  readonly #binder: Binder;
  readonly #values: I32Vector;
  readonly #open: I32Vector;
  /** Operands of the tree's names. */
  readonly #names: I32Vector;
  readonly #callees: (Callee | undefined)[] = [];
  #ast: Ast | undefined;
  #source = 0;
  #parameters: readonly string[] = [];
  #windowTop = 0;
  /** Cells that argument windows of the unit need. */
  windowCells = 0;
  problems: Diagnosis[] = [];
  /** Pairs of first window cell and called function, for the stack's size. */
  readonly calls: I32Vector;

  constructor(arena: Arena, emitter: Emitter, binder: Binder) {
    this.#emitter = emitter;
    this.#binder = binder;
    this.#values = new I32Vector(arena, 64);
    this.#open = new I32Vector(arena, 16 * OPEN_WORDS);
    this.#names = new I32Vector(arena, 64);
    this.calls = new I32Vector(arena, 16);
  }

  /** Starts a program. */
  clear(): void {
    this.problems = [];
  }

  startUnit(): void {
    this.calls.clear();
    this.windowCells = 0;
  }

  /**
   * Emits the instructions of a tree and returns the operand of its value.
   *
   * @param source - index of the expression, or `~index` of the function
   */
  lower(ast: Ast, source: number, parameters: readonly string[]): number {
    this.#ast = ast;
    this.#source = source;
    this.#parameters = parameters;
    this.#windowTop = 0;
    this.#values.clear();
    this.#open.clear();
    this.#names.clear();
    for (let i = 0; i < ast.names.length; i++) {
      this.#names.push(UNRESOLVED);
      this.#callees[i] = undefined;
    }

    const root = ast.root;
    let node = this.#descend(root);
    for (;;) {
      this.#leave(node);
      this.#childDone(node);
      if (node === root) return this.#values.pop();
      const next = ast.next(node);
      node = next >= 0 ? this.#descend(next) : ~next;
    }
  }

  /** Enters a node and its first children down to a leaf. */
  #descend(from: number): number {
    const ast = this.#ast as Ast;
    let node = from;
    for (;;) {
      this.#enter(node);
      const first = ast.first(node);
      if (first === NO_NODE) return node;
      node = first;
    }
  }

  #enter(node: number): void {
    const ast = this.#ast as Ast;
    switch (ast.kind(node)) {
      case NODE_CONDITIONAL:
        this.#push(BRANCH, node, 3);
        return;
      case NODE_AND:
        this.#push(AND, node, 2);
        return;
      case NODE_OR:
        this.#push(OR, node, 2);
        return;
      case NODE_UNARY:
      case NODE_BINARY:
      case NODE_CALL: {
        const callee = this.#calleeOf(node);
        if (callee === undefined || callee.kind === "unknown") return;
        const count = this.#arguments(node);
        if (callee.kind === "builtin") {
          if (callee.forms[0]?.lazy && count === 3) this.#push(BRANCH, node, 3);
        } else if (callee.arity === count && count > 0) this.#push(CALL, node, count);
      }
    }
  }

  #push(kind: number, node: number, count: number): void {
    const open = this.#open;
    open.push((this.#ast as Ast).first(node));
    open.push(kind);
    open.push(count);
    open.push(this.#emitter.position);
    open.push(kind === CALL ? -1 : this.#emitter.newTemp());
    if (kind === CALL) {
      this.#windowTop += count;
      this.windowCells = Math.max(this.windowCells, this.#windowTop);
    }
    open.push(-1);
    open.push(-1);
  }

  /** Emits what stands between the children of an open node. */
  #childDone(node: number): void {
    const open = this.#open;
    const top = open.length - OPEN_WORDS;
    if (top < 0 || open.get(top + OPEN_CHILD) !== node) return;
    const count = open.get(top + OPEN_COUNT) - 1;
    open.set(top + OPEN_COUNT, count);
    open.set(top + OPEN_CHILD, (this.#ast as Ast).next(node));
    switch (open.get(top + OPEN_KIND)) {
      case BRANCH:
        this.#branchDone(top, count);
        return;
      case CALL: {
        const cell = operand(WINDOW, this.#windowTop - 1 - count);
        this.#emitter.move(cell, this.#values.pop(), open.get(top + OPEN_START));
        return;
      }
      default:
        this.#logicalDone(top, count, open.get(top + OPEN_KIND) === AND);
    }
  }

  #branchDone(top: number, left: number): void {
    const open = this.#open;
    const emitter = this.#emitter;
    const value = this.#values.pop();
    const target = open.get(top + OPEN_TARGET);
    if (left === 2) {
      open.set(top + OPEN_JUMP, emitter.jump(OP_JUMP_FALSE, value));
    } else {
      emitter.move(target, value, open.get(top + OPEN_START));
      emitter.leaveBranch(open.get(top + OPEN_MARK));
      const jump = open.get(top + OPEN_JUMP);
      if (left === 0) {
        emitter.aim(jump);
        this.#values.push(target);
        return;
      }
      open.set(top + OPEN_JUMP, emitter.jump(OP_JUMP, 0));
      emitter.aim(jump);
    }
    open.set(top + OPEN_MARK, emitter.enterBranch());
    open.set(top + OPEN_START, emitter.position);
  }

  #logicalDone(top: number, left: number, isAnd: boolean): void {
    const open = this.#open;
    const emitter = this.#emitter;
    const value = this.#values.pop();
    const target = open.get(top + OPEN_TARGET);
    if (left === 1) {
      // The left operand waits on the value stack, in case the right one turns out cheap.
      this.#values.push(value);
      this.#moveTruth(target, value, open.get(top + OPEN_START));
      open.set(top + OPEN_JUMP, emitter.jump(isAnd ? OP_JUMP_FALSE : OP_JUMP_TRUE, target));
      open.set(top + OPEN_MARK, emitter.enterBranch());
      open.set(top + OPEN_START, emitter.position);
      return;
    }
    const leftValue = this.#values.pop();
    const branch = open.get(top + OPEN_START);
    if (emitter.optimise && this.#isCheap(branch)) {
      this.#dropInstructions(branch - 2, 2);
      this.#values.push(emitter.value(isAnd ? OP_LOGICAL_AND : OP_LOGICAL_OR, leftValue, value));
      return;
    }
    this.#moveTruth(target, value, branch);
    emitter.leaveBranch(open.get(top + OPEN_MARK));
    emitter.aim(open.get(top + OPEN_JUMP));
    this.#values.push(target);
  }

  /** True if nothing since `from` can fail, jump, call out or take long. */
  #isCheap(from: number): boolean {
    const code = this.#emitter.code;
    if (this.#emitter.position - from > CHEAP_INSTRUCTIONS) return false;
    for (let at = from * INSTRUCTION_WORDS; at < code.length; at += INSTRUCTION_WORDS) {
      const opcode = code.get(at);
      if (opcode === OP_GLOBAL || opcode === OP_FROUND) continue;
      if (opcode > OP_SQRT || opcode === OP_POW || (OP_INFO[opcode] & PURE) === 0) return false;
    }
    return true;
  }

  /** Removes instructions; no jump may lie behind them, nor aim behind them. */
  #dropInstructions(from: number, count: number): void {
    const code = this.#emitter.code;
    const shift = count * INSTRUCTION_WORDS;
    for (let at = from * INSTRUCTION_WORDS; at + shift < code.length; at++)
      code.set(at, code.get(at + shift));
    code.truncate(code.length - shift);
  }

  /** Puts the value as 0 or 1 into `target`, by one instruction. */
  #moveTruth(target: number, value: number, open: number): void {
    const emitter = this.#emitter;
    const last = emitter.code.length - INSTRUCTION_WORDS;
    const isLast = kindOf(value) === TEMP && last >= 0 && emitter.code.get(last + 1) === value;
    if (isLast && (OP_INFO[emitter.code.get(last)] & BOOLEAN) !== 0) emitter.move(target, value, open);
    else emitter.emit(OP_BOOL, target, emitter.local(value), 0);
  }

  /** All children of the node are lowered; replaces their values by the node's. */
  #leave(node: number): void {
    const ast = this.#ast as Ast;
    switch (ast.kind(node)) {
      case NODE_NUMBER:
        this.#values.push(this.#emitter.constant(ast.value(node)));
        return;
      case NODE_NAME:
        this.#values.push(this.#name(node));
        return;
      case NODE_ATTRIBUTE: {
        const name = `${ast.name(node)}.${ast.attribute(node)}`;
        const value = this.#binder.attribute(name);
        this.#values.push(
          value >= 0 ? this.#emitter.rounded(value) : this.#trap("AttributeNotFound", node, name),
        );
        return;
      }
      case NODE_INDEX:
        this.#values.push(this.#index(node, this.#values.pop()));
        return;
      case NODE_UNARY:
      case NODE_BINARY:
        this.#operator(node);
        return;
      case NODE_CALL:
        this.#call(node, this.#calleeOf(node) as Callee);
        return;
      default:
        // Branches: the last child has left the value.
        this.#open.truncate(this.#open.length - OPEN_WORDS);
    }
  }

  #name(node: number): number {
    const ast = this.#ast as Ast;
    const index = ast.symbol(node);
    let value = this.#names.get(index);
    if (value === UNRESOLVED) {
      value = this.#binder.name(ast.name(node), this.#parameters);
      this.#names.set(index, value);
    }
    if (value >= 0) {
      // Parameters and constants are rounded already.
      const kind = kindOf(value);
      return kind === VARIABLE || kind === CONTEXT ? this.#emitter.rounded(value) : value;
    }
    return this.#trap(
      this.#binder.isBuiltin(ast.name(node)) ? "Syntax" : "UnknownVariable",
      node,
      ast.name(node),
    );
  }

  #index(node: number, position: number): number {
    const ast = this.#ast as Ast;
    const emitter = this.#emitter;
    const array = this.#binder.array(ast.name(node));
    if (array < 0) return this.#trap("UnknownVariable", node, ast.name(node));
    const at = emitter.local(position);
    const value = emitter.newTemp();
    emitter.site(this.#source, ast.start(node), ast.end(node), emitter.nameSymbol(ast.name(node)));
    emitter.emit(OP_INDEX, value, array, at);
    return emitter.rounded(value);
  }

  #operator(node: number): void {
    const ast = this.#ast as Ast;
    const meaning = this.#binder.operator(ast.symbol(node));
    if ("kind" in meaning) {
      this.#call(node, meaning);
      return;
    }
    const values = this.#values;
    const right = values.pop();
    if (ast.kind(node) === NODE_UNARY) values.push(this.#emitter.value(meaning.opcode, right, 0));
    else {
      const left = values.pop();
      values.push(this.#binary(meaning.opcode, meaning.swap ? right : left, meaning.swap ? left : right));
    }
  }

  #binary(opcode: number, a: number, b: number): number {
    if (opcode === OP_MOVE) return b;
    // x * x is the correctly rounded square, and C99's pow(x, 2) within an ulp of it.
    if (opcode === OP_POW && this.#emitter.isLiteral(b, 2)) return this.#emitter.value(OP_MUL, a, a);
    // The same function, in a quarter of the time.
    if (opcode === OP_POW && this.#emitter.isLiteral(a, 2)) return this.#emitter.value(OP_EXP2, b, 0);
    return this.#emitter.value(opcode, a, b);
  }

  #call(node: number, callee: Callee): void {
    const count = this.#arguments(node);
    const values = this.#values;
    if (callee.kind === "builtin") {
      const form = formOf(callee.forms, count);
      if (form === undefined)
        this.#wrongArity(node, callee.name, count, callee.forms.at(-1)?.parameters.length ?? 0);
      else if (form.lazy) this.#open.truncate(this.#open.length - OPEN_WORDS);
      else this.#builtin(form);
      return;
    }
    if (callee.kind === "unknown") {
      values.truncate(values.length - count);
      values.push(this.#trap("UnknownFunction", node, callee.name));
    } else if (callee.arity !== count) this.#wrongArity(node, callee.name, count, callee.arity);
    else values.push(this.#callWindow(node, callee, count));
  }

  #callWindow(node: number, callee: Callee & { kind: "native" | "function" }, count: number): number {
    const emitter = this.#emitter;
    if (count > 0) {
      this.#open.truncate(this.#open.length - OPEN_WORDS);
      this.#windowTop -= count;
    }
    if (callee.kind === "function") {
      this.calls.push(this.#windowTop);
      this.calls.push(callee.index);
    }
    const value = emitter.newTemp();
    const ast = this.#ast as Ast;
    emitter.site(this.#source, ast.start(node), ast.end(node), callee.symbol);
    emitter.emit(
      callee.kind === "native" ? OP_NATIVE : OP_CALL,
      value,
      operand(WINDOW, this.#windowTop),
      callee.index,
    );
    return callee.kind === "native" ? emitter.rounded(value) : value;
  }

  /** Operands are numbered as in the table: arguments, constants, results of the steps. */
  #builtin({ parameters, constants, steps }: Builtin): void {
    const values = this.#values;
    const emitter = this.#emitter;
    const base = values.length - parameters.length;
    for (const constant of constants) values.push(emitter.constant(constant));
    for (const [opcode, a, b] of steps) {
      const left = values.get(base + a);
      values.push(
        b === undefined ? emitter.value(opcode, left, 0) : this.#binary(opcode, left, values.get(base + b)),
      );
    }
    const result = values.pop();
    values.truncate(base);
    values.push(result);
  }

  #wrongArity(node: number, name: string, found: number, expected: number): void {
    this.#values.truncate(this.#values.length - found);
    this.#values.push(this.#trap("InvalidFunctionCall", node, name, found, expected));
  }

  /** Emits an instruction that fails there, and gives a value that is never used. */
  #trap(code: StatusName, node: number, name: string, found = 0, expected = 0): number {
    const emitter = this.#emitter;
    const start = (this.#ast as Ast).start(node);
    const end = (this.#ast as Ast).end(node);
    this.problems.push({ code, name, found, expected, source: this.#source, span: { start, end } });
    emitter.site(this.#source, start, end, emitter.nameSymbol(name));
    emitter.emit(OP_TRAP, Status[code], found, expected);
    return emitter.constant(0);
  }

  /** What a call or an overridden operator calls; undefined for other operators. */
  #calleeOf(node: number): Callee | undefined {
    const ast = this.#ast as Ast;
    const symbol = ast.symbol(node);
    if (ast.kind(node) !== NODE_CALL) {
      const meaning = this.#binder.operator(symbol);
      return "kind" in meaning ? meaning : undefined;
    }
    this.#callees[symbol] ??= this.#binder.callee(ast.name(node));
    return this.#callees[symbol];
  }

  #arguments(node: number): number {
    const ast = this.#ast as Ast;
    const kind = ast.kind(node);
    return kind === NODE_CALL ? ast.extra(node) : kind === NODE_BINARY ? 2 : 1;
  }
}

/** The form of a built-in for a number of arguments. */
function formOf(forms: readonly Builtin[], count: number): Builtin | undefined {
  for (const form of forms) if (form.parameters.length === count) return form;
  return undefined;
}
