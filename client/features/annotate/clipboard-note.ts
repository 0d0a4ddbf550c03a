import { create } from 'zustand';

interface ClipboardNote {
  /** The last action of the clipboard, shown for a moment. */
  readonly note: { readonly kind: 'copied' | 'pasted'; readonly labels: number } | null;
}

export const useClipboardNote = create<ClipboardNote>()(() => ({ note: null }));

const NOTE_MS = 2500;

/** Shows for a moment how many labels were copied or pasted. */
export function noteClipboard(kind: 'copied' | 'pasted', labels: number): void {
  const note = { kind, labels };
  useClipboardNote.setState({ note });
  // A later note has its own moment.
  setTimeout(() => useClipboardNote.setState((state) => (state.note === note ? { note: null } : state)), NOTE_MS);
}
