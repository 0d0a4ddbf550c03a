/**
 * Faults of the fields of a request, in English. The keys are the reasons of fields, apart from those of
 * errors; the page has a table with the same keys for each language.
 */
export const FIELD_SENTENCES = {
  username: 'use 3 to 32 letters, digits, dots, dashes or underscores, with a letter or digit at both ends',
  email: 'this is no e-mail address',
  too_short: 'at least {count} characters are needed',
  too_long: 'at most {count} characters are allowed',
  empty: 'it may not be empty',
  control_characters: 'control characters are not allowed',
  invisible_in_line: 'line breaks and invisible characters are not allowed',
  invisible_in_text: 'invisible characters are not allowed',
  nothing_to_change: 'there is nothing to change',
} as const;

/** Why a field is refused. */
export type FieldReason = keyof typeof FIELD_SENTENCES;
