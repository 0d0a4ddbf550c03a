/** Resolves in another turn of the event loop, after everything that is already waiting for its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
