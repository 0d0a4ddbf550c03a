import { z } from 'zod';
import {
  datasetIdSchema,
  datasetPageSchema,
  datasetPatchSchema,
  datasetQuerySchema,
  datasetSchema,
  datasetUploadSchema,
} from '../../../core/schema/api/datasets.ts';
import { safeFileStem } from '../../../core/export/safe-names.ts';
import { PREVIEW_CONTENT_TYPE } from '../../datasets/archive/previews.ts';
import type { DatasetsService } from '../../datasets/datasets.service.ts';
import { defineRoute, type Route } from '../route.ts';
import { sendFile } from '../send-file.ts';
import { sendStream } from '../send-stream.ts';
import type { ArchiveUpload } from './archive-upload.ts';

const idParams = z.object({ id: datasetIdSchema });
const previewParams = idParams.extend({
  index: z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number),
});

/** Routes for saving, finding, downloading, changing and deleting one's own datasets. */
export function datasetRoutes(datasets: DatasetsService, upload: ArchiveUpload): Route[] {
  return [
    defineRoute(
      {
        method: 'get',
        path: '/api/datasets',
        summary: 'Your datasets, some at a time',
        access: 'user',
        scope: 'datasets:read',
        query: datasetQuerySchema,
        reply: { status: 200, schema: datasetPageSchema },
        problems: ['request_invalid'],
      },
      ({ who, query }) => datasets.list(who.userId, query),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/api/datasets',
        summary: 'Save a finished dataset: the archive as the app or the command line wrote it',
        access: 'user',
        scope: 'datasets:write',
        file: upload.field,
        body: datasetUploadSchema,
        reply: { status: 201, schema: datasetSchema },
        problems: [
          'request_invalid',
          'request_too_large',
          'quota_exceeded',
          'archive_invalid',
          'archive_unsafe',
          'archive_too_large',
          'storage_full',
          'storage_unavailable',
        ],
        before: [upload.receive],
      },
      async ({ who, body, request, response }) => {
        const dataset = await datasets.save(who.userId, upload.pathOf(request), body, upload.signalOf(request));
        response.location(`/api/datasets/${dataset.id}`);
        return dataset;
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/datasets/:id',
        summary: 'One of your datasets',
        access: 'user',
        scope: 'datasets:read',
        params: idParams,
        reply: { status: 200, schema: datasetSchema },
        problems: ['request_invalid', 'not_found'],
      },
      ({ who, params }) => datasets.find(params.id, who.userId),
    ),
    defineRoute(
      {
        method: 'patch',
        path: '/api/datasets/:id',
        summary: 'Rename or describe a dataset',
        access: 'user',
        scope: 'datasets:write',
        params: idParams,
        body: datasetPatchSchema,
        reply: { status: 200, schema: datasetSchema },
        problems: ['request_invalid', 'not_found'],
      },
      ({ who, params, body }) => datasets.change(params.id, who.userId, body),
    ),
    defineRoute(
      {
        method: 'delete',
        path: '/api/datasets/:id',
        summary: 'Delete a dataset for ever',
        access: 'user',
        scope: 'datasets:write',
        params: idParams,
        reply: { status: 204 },
        problems: ['request_invalid', 'not_found'],
      },
      ({ who, params }) => datasets.remove(params.id, who.userId),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/datasets/:id/archive',
        summary: 'Download the archive, whole or in parts (Range, If-None-Match)',
        access: 'user',
        scope: 'datasets:read',
        params: idParams,
        reply: { status: 200, contentTypes: ['application/zip'] },
        problems: ['request_invalid', 'not_found', 'storage_unavailable'],
      },
      async ({ who, params, request, response }) => {
        const { bytes, dataset, open } = await datasets.download(params.id, who.userId);
        const name = `${safeFileStem(dataset.name, 'dataset')}.zip`;
        await sendFile(
          { name, contentType: 'application/zip', bytes, sha256: dataset.sha256, open },
          request,
          response,
        );
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/datasets/:id/previews/:index',
        summary: 'A picture of one frame with its labels drawn',
        access: 'user',
        scope: 'datasets:read',
        params: previewParams,
        reply: { status: 200, contentTypes: [PREVIEW_CONTENT_TYPE] },
        problems: ['request_invalid', 'not_found', 'storage_unavailable'],
      },
      async ({ who, params, response }) => {
        const stream = await datasets.preview(params.id, who.userId, params.index);
        // A preview never changes, but belongs to its owner: no shared cache may keep it.
        response.set({ 'Content-Type': PREVIEW_CONTENT_TYPE, 'Cache-Control': 'private, max-age=31536000, immutable' });
        await sendStream(stream, response);
      },
    ),
  ];
}
