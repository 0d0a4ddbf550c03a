import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  accountSchema,
  accountSessionsSchema,
  type Account,
  type AccountPatch,
  type Login,
  type PasswordChange,
  type Registration,
} from '../../core/schema/api/accounts.ts';
import { ApiError, callApi } from './api-client.ts';
import { mayBeSignedIn, storeSignedIn } from './renew-access.ts';

/** The account that is signed in; null when signed out. */
export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: async ({ signal }): Promise<Account | null> => {
    if (!mayBeSignedIn()) return null;
    try {
      return await callApi({ method: 'GET', path: '/api/users/me', reply: accountSchema, signal });
    } catch (error) {
      if (error instanceof ApiError && error.code === 'not_signed_in') return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export const useAccount = () => useQuery(accountQuery);

export const sessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: ({ signal }) =>
    callApi({ method: 'GET', path: '/api/users/me/sessions', reply: accountSessionsSchema, signal }),
});

/**
 * Returns a function that puts an account that signed in or changed into the cache and drops everything of
 * another account.
 */
function useSetAccount() {
  const client = useQueryClient();
  return (account: Account | null) => {
    const before = client.getQueryData(accountQuery.queryKey);
    storeSignedIn(account !== null);
    if (before?.id !== account?.id) client.removeQueries({ predicate: ({ queryKey }) => queryKey.length > 1 });
    client.setQueryData(accountQuery.queryKey, account);
  };
}

export function useSignIn() {
  const setAccount = useSetAccount();
  return useMutation({
    mutationFn: (body: Login) => callApi({ method: 'POST', path: '/api/auth/login', body, reply: accountSchema }),
    onSuccess: setAccount,
  });
}

export function useSignUp() {
  const setAccount = useSetAccount();
  return useMutation({
    mutationFn: (body: Registration) =>
      callApi({ method: 'POST', path: '/api/auth/register', body, reply: accountSchema }),
    onSuccess: setAccount,
  });
}

export function useSignOut() {
  const setAccount = useSetAccount();
  return useMutation({
    mutationFn: (everywhere: boolean) =>
      callApi({ method: 'POST', path: '/api/auth/logout', body: { everywhere }, reply: undefined }),
    onSuccess: () => setAccount(null),
  });
}

export function useChangeAccount() {
  const setAccount = useSetAccount();
  return useMutation({
    mutationFn: (body: AccountPatch) => callApi({ method: 'PATCH', path: '/api/users/me', body, reply: accountSchema }),
    onSuccess: setAccount,
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PasswordChange) =>
      callApi({ method: 'PUT', path: '/api/auth/password', body, reply: accountSchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => callApi({ method: 'DELETE', path: `/api/users/me/sessions/${id}`, reply: undefined }),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

export function useDeleteAccount() {
  const setAccount = useSetAccount();
  return useMutation({
    mutationFn: () => callApi({ method: 'DELETE', path: '/api/users/me', reply: undefined }),
    onSuccess: () => setAccount(null),
  });
}
