import { z } from 'zod';
import { ForgeError } from '../../errors.ts';
import type { ArchiveReader } from '../export-format.ts';
import { readYoloRows } from '../yolo/read-rows.ts';

export const reader: ArchiveReader = { classNames: namesOfYaml, labels: readYoloRows };

const yamlNamesSchema = z.object({ names: z.union([z.array(z.string()), z.record(z.string(), z.string())]) });

async function namesOfYaml(text: string): Promise<string[]> {
  // Loaded on demand: the page has every format, and needs none of the parser's 98 kB.
  const { parse } = await import('yaml');
  let content: unknown;
  try {
    // Plain YAML 1.2 without tags; aliases could multiply a small text into a large one.
    content = parse(text, { schema: 'core', maxAliasCount: 0, logLevel: 'error' });
  } catch (error) {
    throw new ForgeError('archive_invalid.yaml_unreadable', {}, { cause: error });
  }
  const parsed = yamlNamesSchema.safeParse(content);
  if (!parsed.success) throw new ForgeError('archive_invalid.yaml_names', {}, { cause: parsed.error });
  const { names } = parsed.data;
  if (Array.isArray(names)) return names;
  return Object.keys(names).map((_, number) => {
    const name = names[String(number)];
    if (name === undefined) throw new ForgeError('archive_invalid.yaml_gaps');
    return name;
  });
}
