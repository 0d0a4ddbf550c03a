import { Button, type ButtonProps } from '@mantine/core';
import { FolderOpen } from 'lucide-react';
import { useRef } from 'react';

/** Types offered first by file dialogs; every other file is judged by its content. */
const ACCEPT = 'video/*,.mkv,.ts,.mts,.m2ts,.mov,.webm';

interface VideoPickerProps extends Pick<ButtonProps, 'size' | 'variant' | 'disabled'> {
  readonly label: string;
  onPick(file: File): void;
}

/** A button that opens the file dialog for a video. */
export function VideoPicker({ label, onPick, ...button }: VideoPickerProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button {...button} leftSection={<FolderOpen size={16} aria-hidden />} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        accept={ACCEPT}
        hidden
        aria-label={label}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          // Allows choosing the same file again after an error.
          event.currentTarget.value = '';
          if (file) onPick(file);
        }}
      />
    </>
  );
}
