import type { FieldReason } from '../../../core/sentences/fields.ts';

/** Russian sentences about fields of forms. */
export const RUSSIAN_FIELDS: Readonly<Record<FieldReason, string>> = {
  username:
    'нужно от 3 до 32 латинских букв, цифр, точек, дефисов или подчёркиваний, в начале и в конце — буква или цифра',
  email: 'это не адрес эл. почты',
  too_short: 'минимальная длина в символах: {count}',
  too_long: 'максимальная длина в символах: {count}',
  empty: 'поле не может быть пустым',
  control_characters: 'управляющие символы не допускаются',
  invisible_in_line: 'переносы строк и невидимые символы не допускаются',
  invisible_in_text: 'невидимые символы не допускаются',
  nothing_to_change: 'изменений нет',
};
