import type { Arena } from "@zexpr/arena";
import type { ExprError } from "@zexpr/errors";
import { LIST_POWER, type Limits, NO_NODE, NODE_NAME, NODE_UNARY } from "@zexpr/ir";
import {
  expectedAttribute,
  expectedOperator,
  expectedValue,
  mismatch,
  missingColon,
  unclosed,
} from "./expectations.ts";
import { Lexer } from "./lexer.ts";
import { NameTable } from "./names.ts";
import type { NodeWriter } from "./nodes.ts";
import { overLimit } from "./problems.ts";
import * as record from "./records.ts";
import { RecordStack } from "./stack.ts";
import * as token from "./tokens.ts";

/**
 * Power of the end of the source, and of what closes or separates: it completes every record but the
 * enclosing ones.
 */
const WEAKEST = -1;

/**
 * Pratt parser without recursion: it reads an operand, then what follows an operand, and so on; what waits
 * for its last operand or bracket lies on a stack of records. Binding powers come from tables alone.
 *
 * Linear time: each token is read once, each record pushed and popped once.
 */
export class Parser {
  readonly names: NameTable = new NameTable();

  readonly #nodes: NodeWriter;
  readonly #limits: Limits;
  readonly #lexer: Lexer;
  readonly #stack: RecordStack;
  /** Span of the operand read last, with the brackets and unary pluses around it. */
  #start = 0;
  #end = 0;
  /** That operand is a name, perhaps in brackets: `(`, `[` or `.` may follow. */
  #named = false;

  /** Reserves the stack. @throws `ExprError` `ArenaExhausted` */
  constructor(arena: Arena, nodes: NodeWriter, source: string, limits: Limits) {
    this.#nodes = nodes;
    this.#limits = limits;
    this.#lexer = new Lexer(source);
    this.#stack = new RecordStack(arena);
  }

  /** Parses the whole source. @throws `ExprError` */
  run(): void {
    this.#lexer.next();
    do this.#operand();
    while (this.#operator());
  }

  /** Reads prefix operators and opening brackets up to a value, and the value. */
  #operand(): void {
    const lexer = this.#lexer;
    const stack = this.#stack;
    for (;;) {
      if (lexer.token === token.NUMBER) {
        this.#nodes.addNumber(lexer.value, lexer.start, lexer.end);
        this.#named = false;
        break;
      }
      if (lexer.token === token.NAME) {
        const name = this.names.intern(lexer.source, lexer.start, lexer.end);
        this.#nodes.add(NODE_NAME, lexer.start, lexer.end, NO_NODE, name, 0);
        this.#named = true;
        break;
      }
      const code = record.PREFIX[lexer.token];
      if (code === record.NONE) {
        if (lexer.token !== token.CLOSE || stack.code !== record.CALL || !stack.isEmpty) {
          throw expectedValue(lexer, stack);
        }
        this.#close(true);
        return;
      }
      this.#push(code, lexer.start, NO_NODE);
      lexer.next();
    }
    this.#start = lexer.start;
    this.#end = lexer.end;
    lexer.next();
  }

  /** Reads what follows an operand, up to what needs another one (true) or the end (false). */
  #operator(): boolean {
    const lexer = this.#lexer;
    const stack = this.#stack;
    for (;;) {
      const found = lexer.token;
      const power = record.POWER[found];
      if (
        power > LIST_POWER ||
        (power === LIST_POWER && (found === token.QUESTION || stack.bracketCode !== record.CALL))
      ) {
        this.#reduce(power);
        this.#push(record.INFIX[found], this.#start, this.#nodes.count - 1);
        lexer.next();
        return true;
      }
      switch (found) {
        case token.COMMA:
          this.#reduce(WEAKEST);
          if (stack.at !== stack.bracket) throw missingColon(lexer, stack);
          this.#argument();
          lexer.next();
          return true;
        case token.COLON:
          this.#colon();
          return true;
        case token.CLOSE:
        case token.CLOSE_INDEX:
          this.#close(false);
          break;
        case token.OPEN:
        case token.OPEN_INDEX:
          if (!this.#named) throw this.#noOperator();
          this.#push(found === token.OPEN ? record.CALL : record.INDEX, this.#start, this.#nodes.takeName());
          lexer.next();
          return true;
        case token.DOT:
          this.#attribute();
          break;
        case token.END:
          this.#finish();
          return false;
        default:
          throw this.#noOperator();
      }
    }
  }

  /**
   * Pushes a record that begins with the present token.
   *
   * @throws `ExprError` `RecursionLimit`, `ArenaExhausted`
   */
  #push(code: number, start: number, left: number): void {
    const lexer = this.#lexer;
    const limits = this.#limits;
    this.#stack.push(code, start, left, lexer.start);
    if (this.#stack.depth > limits.nesting) {
      throw overLimit(limits, "nesting", lexer.source, lexer.start, lexer.end);
    }
  }

  /** Completes the records on top whose last operand an operator of this power cannot extend. */
  #reduce(power: number): void {
    const nodes = this.#nodes;
    const stack = this.#stack;
    const i32 = stack.memory.i32; // nothing here allocates
    let at = stack.at;
    for (let code = i32[at]; record.LEAST_POWER[code] > power; code = i32[at]) {
      this.#start = i32[at + record.RECORD_START];
      this.#named = false;
      stack.depth -= record.NESTS[code];
      if (code !== record.PLUS) {
        const kind = record.KIND[code];
        const last = nodes.count - 1;
        let first = last;
        if (kind !== NODE_UNARY) {
          first = i32[at + record.RECORD_LEFT];
          const middle = code === record.ELSE ? i32[at + record.RECORD_FIRST] : first;
          if (middle !== first) nodes.link(first, middle);
          nodes.link(middle, last);
        }
        const symbol = code >= record.FIRST_OPERATOR ? code - record.FIRST_OPERATOR : NO_NODE;
        nodes.link(last, ~nodes.add(kind, this.#start, this.#end, first, symbol, 0));
      }
      at -= record.RECORD_WORDS;
    }
    stack.at = at;
  }

  /**
   * Adds the operand to the arguments of the call, or array, on top.
   *
   * @throws `ExprError` `CapacityExceeded`
   */
  #argument(): void {
    const limits = this.#limits;
    const nodes = this.#nodes;
    const stack = this.#stack;
    const argument = nodes.count - 1;
    const count = stack.get(record.RECORD_COUNT);
    if (count === limits.arguments) {
      const source = this.#lexer.source;
      throw overLimit(limits, "arguments", source, this.#start, this.#end);
    }
    if (count === 0) stack.set(record.RECORD_FIRST, argument);
    else nodes.link(stack.get(record.RECORD_LAST), argument);
    stack.set(record.RECORD_LAST, argument);
    stack.set(record.RECORD_COUNT, count + 1);
  }

  /** Closes the innermost bracket. */
  #close(empty: boolean): void {
    const lexer = this.#lexer;
    const nodes = this.#nodes;
    const stack = this.#stack;
    const code = stack.bracketCode;
    if (record.CLOSER[code] !== lexer.token) throw mismatch(lexer, stack);
    this.#reduce(WEAKEST);
    if (stack.at !== stack.bracket) throw missingColon(lexer, stack);
    if (code !== record.PAREN && !empty) this.#argument();
    this.#start = stack.get(record.RECORD_START);
    this.#end = lexer.end;
    if (code !== record.PAREN) {
      const first = stack.get(record.RECORD_FIRST);
      const name = stack.get(record.RECORD_LEFT);
      const count = code === record.CALL ? stack.get(record.RECORD_COUNT) : 0;
      const node = nodes.add(record.KIND[code], this.#start, this.#end, first, name, count);
      if (!empty) nodes.link(stack.get(record.RECORD_LAST), ~node);
      this.#named = false;
    }
    stack.pop();
    lexer.next();
  }

  /** Second half of `?:`. */
  #colon(): void {
    const stack = this.#stack;
    this.#reduce(WEAKEST);
    if (stack.code !== record.THEN) throw this.#noOperator();
    stack.set(record.RECORD_CODE, record.ELSE);
    stack.set(record.RECORD_FIRST, this.#nodes.count - 1);
    this.#lexer.next();
  }

  /** `.` behind a name. */
  #attribute(): void {
    const lexer = this.#lexer;
    if (!this.#named) throw this.#noOperator();
    lexer.next();
    if (lexer.token !== token.NAME) throw expectedAttribute(lexer);
    this.#nodes.toAttribute(this.#start, lexer.end, this.names.intern(lexer.source, lexer.start, lexer.end));
    this.#end = lexer.end;
    this.#named = false;
    lexer.next();
  }

  /** End of the source behind an operand. */
  #finish(): void {
    const lexer = this.#lexer;
    const stack = this.#stack;
    this.#reduce(WEAKEST);
    if (stack.code === record.THEN) throw missingColon(lexer, stack);
    if (stack.code !== record.BOTTOM) throw unclosed(lexer, stack);
  }

  #noOperator(): ExprError {
    return expectedOperator(this.#lexer, this.#stack, this.#start, this.#end, this.#named);
  }
}
