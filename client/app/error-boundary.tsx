import { Button } from '@mantine/core';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { toForgeError } from '../../core/errors.ts';
import { errorSentence } from '../lib/i18n/error-texts.ts';
import { texts } from '../lib/texts.ts';
import { Message } from '../ui/message.tsx';

interface State {
  readonly error: unknown;
}

/** Shows one sentence instead of a white page when a component fails. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <main style={{ maxWidth: 560, margin: '15vh auto', display: 'grid', gap: 16, justifyItems: 'start' }}>
        <Message kind="error" title={texts.crashed}>
          {errorSentence(toForgeError(error))}
        </Message>
        <Button onClick={() => location.reload()}>{texts.reload}</Button>
      </main>
    );
  }
}
