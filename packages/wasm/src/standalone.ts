// What tools need and evaluating does not: apart from the main entry, so that nobody else ships it.
export { addCustomSection } from "./custom-section.ts";
export { type ListedFunction, type ListedModule, listModule } from "./listing.ts";
export { generateStandalone, type KernelModule, type StandaloneModule } from "./standalone-module.ts";
