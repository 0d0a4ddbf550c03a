import { create } from 'zustand';

interface ClipboardNote {
  /** What the clipboard just did, for a moment. */
  readonly note: { readonly kind: 'copied' | 'pasted'; readonly labels: number } | null;
}

export const useClipboardNote = create<ClipboardNote>()(() => ({ note: null }));

const NOTE_MS = 2500;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says for a moment how many labels the clipboard took or gave. */
export function noteClipboard(kind: 'copied' | 'pasted', labels: number): void {
  clearTimeout(timer);
  useClipboardNote.setState({ note: { kind, labels } });
  timer = setTimeout(() => useClipboardNote.setState({ note: null }), NOTE_MS);
}
