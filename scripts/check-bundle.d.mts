export interface ManifestChunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}
export function staticScripts(manifest: Readonly<Record<string, ManifestChunk>>, entry: string): string[];
