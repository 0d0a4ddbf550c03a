import { validateClassName } from '../../../core/export/safe-names.ts';
import { ForgeError } from '../../../core/errors.ts';

const MAX_CLASSES = 1000;

/** The names unchanged. Throws `archive_invalid` where they are none, too many, twice there or not to be shown. */
export function checkClassNames(names: readonly string[]): readonly string[] {
  if (names.length === 0 || names.length > MAX_CLASSES)
    throw new ForgeError('archive_invalid.class_count', { count: MAX_CLASSES });
  for (const name of names) {
    const verdict = validateClassName(name, []);
    if (!verdict.ok || verdict.name !== name) throw new ForgeError('archive_invalid.class_name');
  }
  if (new Set(names).size !== names.length) throw new ForgeError('archive_invalid.class_twice');
  return names;
}
