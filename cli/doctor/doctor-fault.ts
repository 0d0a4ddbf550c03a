/** A fault and its remedy, each as one sentence. `serious`: something that is needed does not work. */
export interface Fault {
  readonly serious: boolean;
  readonly what: string;
  readonly todo: string;
}
