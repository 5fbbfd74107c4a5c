// The part of WebAssembly that zexpr uses. TypeScript declares it only in lib.dom, which would also let `window` or
// `document` through in libraries that run everywhere. Shapes match lib.dom, so both can be loaded together.

declare namespace WebAssembly {
  interface MemoryDescriptor {
    /** pages of 64 KiB */
    initial: number;
    maximum?: number;
    shared?: boolean;
  }

  interface Memory {
    readonly buffer: ArrayBuffer;
    /** Adds `delta` pages and returns the former count; detaches {@link buffer} even when `delta` is 0. */
    grow(delta: number): number;
  }

  var Memory: {
    prototype: Memory;
    new (descriptor: MemoryDescriptor): Memory;
  };

  interface Table {
    readonly length: number;
    /** The function at an index; null where there is none. Throws past the end. */
    get(index: number): unknown;
  }

  interface Global {
    value: unknown;
  }

  interface Module {}

  type ImportExportKind = "function" | "global" | "memory" | "table" | "tag";

  interface ModuleExportDescriptor {
    name: string;
    kind: ImportExportKind;
  }

  interface ModuleImportDescriptor extends ModuleExportDescriptor {
    module: string;
  }

  var Module: {
    prototype: Module;
    new (bytes: ArrayBuffer | ArrayBufferView<ArrayBuffer>): Module;
    exports(module: Module): ModuleExportDescriptor[];
    imports(module: Module): ModuleImportDescriptor[];
  };

  type ExportValue = Function | Memory | Table | Global;
  type Exports = Record<string, ExportValue>;
  type ImportValue = ExportValue | number;
  type ModuleImports = Record<string, ImportValue>;
  type Imports = Record<string, ModuleImports>;

  var CompileError: { new (message?: string): Error };

  interface Instance {
    readonly exports: Exports;
  }

  var Instance: {
    prototype: Instance;
    new (module: Module, importObject?: Imports): Instance;
  };

  function instantiate(
    bytes: ArrayBuffer | ArrayBufferView<ArrayBuffer>,
    importObject?: Imports,
  ): Promise<{ module: Module; instance: Instance }>;

  function validate(bytes: ArrayBuffer | ArrayBufferView<ArrayBuffer>): boolean;
}
