import { once } from 'node:events';
import type { Response } from 'express';
import parseRange from 'range-parser';
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
import type { ArchiveDownload, DatasetsService } from '../../datasets/datasets.service.ts';
import { defineRoute, type Route } from '../route.ts';
import { sendStream } from '../send-stream.ts';
import type { ArchiveUpload } from './archive-upload.ts';

const idParams = z.object({ id: datasetIdSchema });
const previewParams = idParams.extend({
  index: z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number),
});

/** Saving, finding, downloading, changing and deleting one's own datasets. */
export function datasetRoutes(datasets: DatasetsService, upload: ArchiveUpload): Route[] {
  return [
    defineRoute(
      {
        method: 'get',
        path: '/api/datasets',
        summary: 'Your datasets, some at a time',
        access: 'user',
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
        params: idParams,
        reply: { status: 200, contentTypes: ['application/zip'] },
        problems: ['request_invalid', 'not_found', 'storage_unavailable'],
      },
      async ({ who, params, request, response }) => {
        const download = await datasets.download(params.id, who.userId);
        describeArchive(response, download);
        if (request.fresh) {
          response.status(304).end();
          return;
        }
        await sendArchive(download, rangeOf(request.get('Range'), request.get('If-Range'), download), response);
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/datasets/:id/previews/:index',
        summary: 'A picture of one frame with its labels drawn',
        access: 'user',
        params: previewParams,
        reply: { status: 200, contentTypes: [PREVIEW_CONTENT_TYPE] },
        problems: ['request_invalid', 'not_found', 'storage_unavailable'],
      },
      async ({ who, params, response }) => {
        const stream = await datasets.preview(params.id, who.userId, params.index);
        // A preview never changes, but belongs to its owner: no cache on the way may keep it.
        response.set({ 'Content-Type': PREVIEW_CONTENT_TYPE, 'Cache-Control': 'private, max-age=31536000, immutable' });
        await sendStream(stream, response);
      },
    ),
  ];
}

/** Headers of an archive: a download that is never shown, of our own type, whatever was uploaded. */
function describeArchive(response: Response, { dataset }: ArchiveDownload): void {
  response.attachment(`${safeFileStem(dataset.name, 'dataset')}.zip`);
  response.set({
    'Content-Type': 'application/zip',
    'Accept-Ranges': 'bytes',
    ETag: `"${dataset.sha256}"`,
    'Cache-Control': 'private, no-cache',
  });
}

type Range = { readonly start: number; readonly end: number } | 'whole' | 'unsatisfiable';

/** The one range that is asked for; several at once, or a range of another version, get the whole. */
function rangeOf(header: string | undefined, ifRange: string | undefined, { bytes, dataset }: ArchiveDownload): Range {
  if (header === undefined || (ifRange !== undefined && ifRange !== `"${dataset.sha256}"`)) return 'whole';
  const ranges = parseRange(bytes, header);
  if (ranges === -1) return 'unsatisfiable';
  const only = ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1 ? undefined : ranges[0];
  return only ?? 'whole';
}

async function sendArchive(download: ArchiveDownload, range: Range, response: Response): Promise<void> {
  const { bytes } = download;
  if (range === 'unsatisfiable') {
    response.status(416).set('Content-Range', `bytes */${bytes}`).removeHeader('Content-Type');
    response.end();
    return;
  }
  if (range === 'whole') response.set('Content-Length', String(bytes));
  else {
    const length = range.end - range.start + 1;
    response
      .status(206)
      .set({ 'Content-Range': `bytes ${range.start}-${range.end}/${bytes}`, 'Content-Length': String(length) });
  }
  if (response.req.method === 'HEAD') {
    response.end();
    await once(response, 'close');
    return;
  }
  await sendStream(await download.open(range === 'whole' ? undefined : range), response);
}
