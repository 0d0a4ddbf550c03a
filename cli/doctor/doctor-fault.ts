/** What is wrong and what to do about it, each as one sentence. `serious`: something that is needed does not work. */
export interface Fault {
  readonly serious: boolean;
  readonly what: string;
  readonly todo: string;
}
