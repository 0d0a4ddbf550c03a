import { Button } from '@mantine/core';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { toForgeError } from '../../core/errors.ts';
import { errorSentence } from '../i18n/error-texts.ts';
import { texts } from '../i18n/texts.ts';
import { Message } from '../ui/message.tsx';
import classes from './app.module.css';

interface BoundaryProps {
  readonly children: ReactNode;
  /** Rendered in place of the children that failed; `again` renders them again. */
  instead(error: unknown, again: () => void): ReactNode;
}

class Boundary extends Component<BoundaryProps, { readonly failed: { readonly error: unknown } | null }> {
  override state: { readonly failed: { readonly error: unknown } | null } = { failed: null };

  static getDerivedStateFromError(error: unknown) {
    return { failed: { error } };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    const { failed } = this.state;
    if (!failed) return this.props.children;
    return this.props.instead(failed.error, () => this.setState({ failed: null }));
  }
}

/** Shows an error message instead of a white page when a component fails. */
export function PageBoundary({ children }: { readonly children: ReactNode }) {
  const instead = (error: unknown) => (
    <main style={{ maxWidth: 560, margin: '15vh auto', display: 'grid', gap: 16, justifyItems: 'start' }}>
      <Message kind="error" title={texts.crashed}>
        {errorSentence(toForgeError(error))}
      </Message>
      <Button onClick={() => location.reload()}>{texts.reload}</Button>
    </main>
  );
  return <Boundary instead={instead}>{children}</Boundary>;
}

/**
 * Limits a failure to one part of the page, such as a picture that cannot be drawn; the rest stays usable,
 * nothing is lost.
 */
export function PartBoundary({ children }: { readonly children: ReactNode }) {
  const instead = (error: unknown, again: () => void) => (
    <div className={classes['failedPart']}>
      <Message kind="error" title={texts.partFailed}>
        {errorSentence(toForgeError(error))}
      </Message>
      <Button variant="default" onClick={again}>
        {texts.showAgain}
      </Button>
    </div>
  );
  return <Boundary instead={instead}>{children}</Boundary>;
}
