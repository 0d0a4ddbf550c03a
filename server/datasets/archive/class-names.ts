import { validateClassName } from '../../../core/export/safe-names.ts';
import { damagedArchiveError } from '../../../core/formats/damaged-archive.ts';

const MAX_CLASSES = 1000;

/** The names unchanged. Throws `archive_invalid` where they are none, too many, twice there or not to be shown. */
export function checkClassNames(names: readonly string[]): readonly string[] {
  if (names.length === 0 || names.length > MAX_CLASSES)
    throw damagedArchiveError(`it must have 1 to ${MAX_CLASSES} classes`);
  for (const name of names) {
    const verdict = validateClassName(name, []);
    if (!verdict.ok || verdict.name !== name) throw damagedArchiveError('one of its class names cannot be used');
  }
  if (new Set(names).size !== names.length) throw damagedArchiveError('two of its classes have the same name');
  return names;
}
