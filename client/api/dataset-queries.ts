import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import {
  datasetPageSchema,
  datasetSchema,
  type Dataset,
  type DatasetPatch,
  type DatasetQuery,
} from '../../core/schema/api/datasets.ts';
import { serverInfoSchema } from '../../core/schema/api/server-info.ts';
import { callApi } from './api-client.ts';

/** Filter and order of the list: everything of a query except its cursor. */
export type DatasetFilter = Pick<DatasetQuery, 'search' | 'format' | 'sort'>;

const PAGE = 24;

export const datasetsQuery = (filter: DatasetFilter) =>
  infiniteQueryOptions({
    queryKey: ['datasets', 'list', filter],
    queryFn: ({ pageParam, signal }) => {
      const given = Object.entries({ ...filter, limit: String(PAGE), cursor: pageParam }).filter(([, value]) => value);
      const query = new URLSearchParams(given as [string, string][]);
      return callApi({ method: 'GET', path: `/api/datasets?${query.toString()}`, reply: datasetPageSchema, signal });
    },
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** Throws ApiError (`not_found`), `server_unreachable`. */
export const fetchDataset = (id: string, signal: AbortSignal): Promise<Dataset> =>
  callApi({ method: 'GET', path: `/api/datasets/${id}`, reply: datasetSchema, signal });

export const datasetQuery = (id: string) =>
  queryOptions({ queryKey: ['datasets', 'one', id], queryFn: ({ signal }) => fetchDataset(id, signal) });

/** Prices and limits; they change only when the server restarts. */
export const serverInfoQuery = queryOptions({
  queryKey: ['info'],
  queryFn: ({ signal }) => callApi({ method: 'GET', path: '/api/info', reply: serverInfoSchema, signal }),
  staleTime: Infinity,
});

export function useChangeDataset(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: DatasetPatch) =>
      callApi({ method: 'PATCH', path: `/api/datasets/${id}`, body, reply: datasetSchema }),
    onSuccess: (dataset) => {
      client.setQueryData(datasetQuery(id).queryKey, dataset);
      return client.invalidateQueries({ queryKey: ['datasets', 'list'] });
    },
  });
}

export function useDeleteDataset(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => callApi({ method: 'DELETE', path: `/api/datasets/${id}`, reply: undefined }),
    onSuccess: async () => {
      client.removeQueries({ queryKey: datasetQuery(id).queryKey });
      await client.invalidateQueries({ queryKey: ['datasets', 'list'] });
      await client.invalidateQueries({ queryKey: ['account'], exact: true });
    },
  });
}

/** Address of a dataset's preview picture. */
export const previewAddress = (id: string, index: number): string => `/api/datasets/${id}/previews/${index}`;
export const archiveAddress = (id: string): string => `/api/datasets/${id}/archive`;
