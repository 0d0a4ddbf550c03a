import { create } from 'zustand';

interface SignInPrompt {
  /** Open where set; told whether somebody signed in. */
  readonly answer: ((signedIn: boolean) => void) | null;
}

/** The window that asks to sign in, over whatever the person is doing. Features ask for it; the app shows it. */
export const useSignInPrompt = create<SignInPrompt>()(() => ({ answer: null }));

/** Asks to sign in. Resolves to whether somebody did. */
export function askToSignIn(): Promise<boolean> {
  useSignInPrompt.getState().answer?.(false);
  return new Promise((resolve) => useSignInPrompt.setState({ answer: resolve }));
}

export function closeSignIn(signedIn: boolean): void {
  const { answer } = useSignInPrompt.getState();
  useSignInPrompt.setState({ answer: null });
  answer?.(signedIn);
}
