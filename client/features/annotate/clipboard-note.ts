import { create } from 'zustand';

interface ClipboardNote {
  /** The last action of the clipboard, shown for a moment. */
  readonly note: { readonly kind: 'copied' | 'pasted'; readonly labels: number } | null;
}

export const useClipboardNote = create<ClipboardNote>()(() => ({ note: null }));

const NOTE_MS = 2500;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows for a moment how many labels were copied or pasted. */
export function noteClipboard(kind: 'copied' | 'pasted', labels: number): void {
  clearTimeout(timer);
  useClipboardNote.setState({ note: { kind, labels } });
  timer = setTimeout(() => useClipboardNote.setState({ note: null }), NOTE_MS);
}
