/** The names in braces of a sentence. */
export type ParameterNames<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterNames<Rest>
  : never;

/**
 * A sentence with its parameters filled in.
 *
 * @param sentence with parameters as names in braces: `There is no frame {frame}.`
 * @param params by name; one that is missing, from another version of the app, is shown as "?"
 */
export function fillSentence(sentence: string, params: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => String(params[name] ?? '?'));
}
