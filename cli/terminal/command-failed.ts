/** A command that did its work and has a bad result to report, which it has already printed. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}
