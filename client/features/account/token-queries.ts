import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { createdTokenSchema, personalTokensSchema, type NewToken } from '../../../core/schema/api/tokens.ts';
import { callApi } from '../../api/api-client.ts';

export const tokensQuery = queryOptions({
  queryKey: ['account', 'tokens'],
  queryFn: ({ signal }) =>
    callApi({ method: 'GET', path: '/api/users/me/tokens', reply: personalTokensSchema, signal }),
});

export function useCreateToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewToken) =>
      callApi({ method: 'POST', path: '/api/users/me/tokens', body, reply: createdTokenSchema }),
    // The secret is forgotten with the form that shows it.
    gcTime: 0,
    onSuccess: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => callApi({ method: 'DELETE', path: `/api/users/me/tokens/${id}`, reply: undefined }),
    onSettled: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
}
