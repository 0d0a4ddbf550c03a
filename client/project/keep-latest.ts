/**
 * Keeps the latest result of a pure function, for callers that ask for the same one at the same time.
 * Arguments are compared by identity.
 */
export function keepLatest<Args extends readonly unknown[], Result>(
  compute: (...args: Args) => Result,
): (...args: Args) => Result {
  let latest: { readonly args: Args; readonly result: Result } | null = null;
  return (...args) => {
    if (latest && args.every((each, at) => each === latest?.args[at])) return latest.result;
    latest = { args, result: compute(...args) };
    return latest.result;
  };
}
