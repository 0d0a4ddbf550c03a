import { z } from 'zod';
import { UPLOADS_PATH, uploadSchema, videoIdSchema } from '../../../core/schema/api/videos.ts';
import { TusStore } from '../../videos/tus-store.ts';
import type { VideoUploads } from '../../videos/video-uploads.ts';
import { defineRoute, type Route } from '../route.ts';
import { exchangeTus } from '../tus-exchange.ts';

const idParams = z.object({ id: videoIdSchema });
const BODY_PROBLEMS = [
  'request_invalid',
  'request_too_large',
  'upload_damaged',
  'storage_full',
  'storage_unavailable',
] as const;

/**
 * Routes for sending a video, resumable after a lost connection or a restarted server (tus 1.0: creation,
 * termination).
 */
export function uploadRoutes(uploads: VideoUploads): Route[] {
  return [
    defineRoute(
      {
        method: 'post',
        path: UPLOADS_PATH,
        summary: 'Begin to send a video (tus): Upload-Length, and filename and sha256 in Upload-Metadata',
        access: 'user',
        scope: 'jobs:write',
        reply: { status: 201, schema: uploadSchema },
        problems: [...BODY_PROBLEMS, 'quota_exceeded'],
      },
      async ({ who, request, response }) => {
        await exchangeTus(new TusStore(uploads, who.userId), request, response);
        const id = String(response.get('Location')).slice(UPLOADS_PATH.length + 1);
        const received = Number(response.get('Upload-Offset') ?? 0);
        return { id, bytes: Number(request.get('Upload-Length')), received };
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: `${UPLOADS_PATH}/:id`,
        summary: 'Where an upload stands (HEAD: tus)',
        access: 'user',
        scope: 'jobs:write',
        params: idParams,
        reply: { status: 200, schema: uploadSchema },
        problems: ['request_invalid', 'not_found', 'upload_damaged', 'storage_unavailable'],
      },
      async ({ who, params, request, response }) => {
        if (request.method === 'HEAD') {
          await uploads.takeOver(params.id, who.userId);
          await exchangeTus(new TusStore(uploads, who.userId), request, response);
        }
        const { bytes, received } = await uploads.find(params.id, who.userId);
        return { id: params.id, bytes, received };
      },
    ),
    defineRoute(
      {
        method: 'patch',
        path: `${UPLOADS_PATH}/:id`,
        summary: 'Send the next bytes of a video (tus): Upload-Offset',
        access: 'user',
        scope: 'jobs:write',
        params: idParams,
        reply: { status: 204 },
        problems: [...BODY_PROBLEMS, 'not_found', 'upload_conflict'],
      },
      async ({ who, request, response }) => {
        await exchangeTus(new TusStore(uploads, who.userId), request, response);
      },
    ),
    defineRoute(
      {
        method: 'delete',
        path: `${UPLOADS_PATH}/:id`,
        summary: 'Give an upload up (tus)',
        access: 'user',
        scope: 'jobs:write',
        params: idParams,
        reply: { status: 204 },
        problems: ['request_invalid', 'not_found'],
      },
      async ({ who, request, response }) => {
        await exchangeTus(new TusStore(uploads, who.userId), request, response);
      },
    ),
  ];
}
