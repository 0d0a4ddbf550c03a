/** Resolves in another turn of the event loop: whatever waits for nothing but its turn comes before. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
