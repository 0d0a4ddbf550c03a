import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { adminOverviewSchema, adminUserPageSchema } from '../../../core/schema/api/admin.ts';
import { callApi } from '../../api/api-client.ts';

/** Interval of polling for the administrators' figures, in milliseconds. */
const ASK_MS = 5000;
const PAGE = 50;

/** The state of the installation, polled. For administrators. */
export const overviewQuery = queryOptions({
  queryKey: ['admin', 'overview'],
  queryFn: ({ signal }) => callApi({ method: 'GET', path: '/api/admin/overview', reply: adminOverviewSchema, signal }),
  refetchInterval: ASK_MS,
});

/** The accounts by name. For administrators. */
export const usersQuery = infiniteQueryOptions({
  queryKey: ['admin', 'users'],
  queryFn: ({ pageParam, signal }) => {
    const query = new URLSearchParams({ limit: String(PAGE) });
    if (pageParam !== '') query.set('cursor', pageParam);
    return callApi({
      method: 'GET',
      path: `/api/admin/users?${query.toString()}`,
      reply: adminUserPageSchema,
      signal,
    });
  },
  initialPageParam: '',
  getNextPageParam: ({ nextCursor }) => nextCursor,
  refetchInterval: 6 * ASK_MS,
});
