import { useEffect, useState } from 'react';

/**
 * Makes the whole page a target for files: a drop anywhere is handled, so that a mis-drop never navigates
 * away.
 *
 * @param onDrop gets the one file that was dropped, or null for anything else
 * @returns true while files are dragged over the page
 */
export function useDropTarget(onDrop: (file: File | null) => void): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const drag = (event: DragEvent) => {
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = hasFiles(event) ? 'copy' : 'none';
      setOver(hasFiles(event));
    };
    const leave = (event: DragEvent) => {
      // Entering a child of the page also fires dragleave.
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      const items = [...(event.dataTransfer?.items ?? [])].filter((item) => item.kind === 'file');
      const isFolder = items.some((item) => item.webkitGetAsEntry()?.isDirectory);
      const file = items.length === 1 && !isFolder ? items[0]?.getAsFile() : null;
      onDrop(file ?? null);
    };
    window.addEventListener('dragover', drag);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', drag);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [onDrop]);
  return over;
}
