import { provideTranslator } from "@zexpr/engine";
import { wasmTranslator } from "./translate.ts";

export * from "./interpreter.ts";

provideTranslator(wasmTranslator);
