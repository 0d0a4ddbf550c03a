import { create } from 'zustand';

interface SignInPrompt {
  /** Set while the dialog is open; called with whether an account signed in. */
  readonly answer: ((signedIn: boolean) => void) | null;
}

/** The sign-in dialog, over the current page. Features request it; the app shows it. */
export const useSignInPrompt = create<SignInPrompt>()(() => ({ answer: null }));

/** Asks to sign in. Resolves to whether an account signed in. */
export function askToSignIn(): Promise<boolean> {
  useSignInPrompt.getState().answer?.(false);
  return new Promise((resolve) => useSignInPrompt.setState({ answer: resolve }));
}

export function closeSignIn(signedIn: boolean): void {
  const { answer } = useSignInPrompt.getState();
  useSignInPrompt.setState({ answer: null });
  answer?.(signedIn);
}
