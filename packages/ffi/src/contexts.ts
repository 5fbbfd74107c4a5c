import { Context } from "zexpr";
import { builtinNames } from "zexpr/inspect";
import type { Handles } from "./handles.ts";
import { checkRange, readDouble, readString } from "./pointers.ts";
import type { Implementations, Services } from "./services.ts";
import { encodeUtf8 } from "./utf8.ts";

type ContextFunctions = Pick<Implementations, Extract<keyof Implementations, `expr_context_${string}`>>;

export function contextFunctions({ memory, handles, callbacks }: Services): ContextFunctions {
  const text = (address: number, what: string): string => readString(memory, address, what);
  return {
    expr_context_new: () => handles.add(() => new Context()),
    expr_context_new_empty: () => handles.add(() => Context.empty()),
    expr_context_free: (context) => {
      if (context === 0) return;
      findContext(handles, context);
      handles.remove(context);
    },
    expr_context_add_function: (context, name, arity, fn) => {
      const target = findContext(handles, context);
      const key = text(name, "the name");
      target.addFunctionInPlace(key, arity, callbacks.native(fn));
      return 0;
    },
    expr_context_native_function_count: (context) => nativeNames(findContext(handles, context)).length,
    expr_context_get_native_function_name: (context, index, buffer, size) => {
      const name = nativeNames(findContext(handles, context))[index];
      if (name === undefined) return 0;
      // Three bytes are the most that a UTF-16 unit takes.
      const bytes = new Uint8Array(3 * name.length + 1);
      const length = encodeUtf8(name, bytes, 0, bytes.length);
      if (buffer === 0) return length;
      checkRange(memory, buffer, size, 1, "the buffer");
      memory.u8.set(bytes.subarray(0, Math.min(size, length + 1)), buffer);
      return length;
    },
    expr_context_set_variable: (context, name, value) => {
      const target = findContext(handles, context);
      target.setVariable(text(name, "the name"), readDouble(memory, value));
      return 0;
    },
    expr_context_set_constant: (context, name, value) => {
      const target = findContext(handles, context);
      target.setConstant(text(name, "the name"), readDouble(memory, value));
      return 0;
    },
    expr_context_set_array: (context, name, values, length) => {
      const target = findContext(handles, context);
      const key = text(name, "the name");
      if (length > 0) checkRange(memory, values, length * 8, 8, "the array");
      target.setArray(key, memory.f64.subarray(values >>> 3, (values >>> 3) + length));
      return 0;
    },
    expr_context_set_attribute: (context, object, attribute, value) => {
      const target = findContext(handles, context);
      const owner = text(object, "the object's name");
      target.setAttribute(owner, text(attribute, "the attribute's name"), readDouble(memory, value));
      return 0;
    },
    expr_context_set_parent: (context, parent) => {
      const target = findContext(handles, context);
      target.setParent(parent === 0 ? undefined : findContext(handles, parent));
      return 0;
    },
  };
}

/** @throws Refusal or ExprError for a handle that is no context */
export function findContext(handles: Handles, handle: number): Context {
  const object = handles.find(handle);
  if (object instanceof Context) return object;
  throw handles.explain(handle, "context");
}

/** Registered functions first, so that their indices do not depend on the built-ins. */
function nativeNames(context: Context): string[] {
  const names = new Set<string>();
  let link: Context["parent"] = context;
  for (; link !== undefined; link = link.parent) {
    for (const name of link.names("functions")) if (link.function(name)?.kind === "native") names.add(name);
  }
  if (context.builtins) for (const name of builtinNames()) names.add(name);
  return [...names];
}
