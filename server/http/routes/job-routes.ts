import express from 'express';
import { z } from 'zod';
import {
  jobCapacitySchema,
  jobCapacityQuerySchema,
  jobChangesQuerySchema,
  jobChangesSchema,
  jobIdSchema,
  jobLogSchema,
  jobPageSchema,
  jobQuerySchema,
  jobSchema,
  newJobSchema,
} from '../../../core/schema/api/jobs.ts';
import type { JobFeed } from '../../jobs/job-feed.ts';
import type { JobsService } from '../../jobs/jobs.service.ts';
import { EventStream } from '../event-stream.ts';
import { defineRoute, type Route } from '../route.ts';
import { sendStream } from '../send-stream.ts';

const idParams = z.object({ id: jobIdSchema });
/** A project with masks on thousands of frames. */
const parseOrder = express.json({ limit: '64mb', type: 'application/json' });

/** Routes for starting, following, stopping and removing one's own jobs. */
export function jobRoutes(jobs: JobsService, feed: JobFeed): Route[] {
  return [...orders(jobs), ...steps(jobs), ...news(jobs, feed)];
}

function orders(jobs: JobsService): Route[] {
  return [
    defineRoute(
      {
        method: 'get',
        path: '/api/jobs',
        summary: 'Your jobs, newest first, some at a time',
        access: 'user',
        scope: 'jobs:read',
        query: jobQuerySchema,
        reply: { status: 200, schema: jobPageSchema },
        problems: ['request_invalid'],
      },
      ({ who, query }) => jobs.list(who.userId, query),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/api/jobs',
        summary: 'Label a video that was sent, and make a dataset of it',
        access: 'user',
        scope: 'jobs:write',
        body: newJobSchema,
        reply: { status: 201, schema: jobSchema },
        problems: [
          'request_invalid',
          'not_found',
          'project_invalid',
          'project_too_new',
          'prompts_invalid',
          'too_many_jobs',
          'storage_full',
          'storage_unavailable',
        ],
        parse: parseOrder,
      },
      async ({ who, body, response }) => {
        const job = await jobs.submit(who.userId, body);
        response.location(`/api/jobs/${job.id}`);
        return job;
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/job-capacity',
        summary: 'What the server could do for you now',
        access: 'user',
        scope: 'jobs:read',
        query: jobCapacityQuerySchema,
        reply: { status: 200, schema: jobCapacitySchema },
        problems: ['request_invalid'],
      },
      ({ who, query }) => jobs.capacity(who.userId, query.measure === 'true'),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/jobs/:id',
        summary: 'One of your jobs',
        access: 'user',
        scope: 'jobs:read',
        params: idParams,
        reply: { status: 200, schema: jobSchema },
        problems: ['request_invalid', 'not_found'],
      },
      ({ who, params }) => jobs.find(params.id, who.userId),
    ),
    defineRoute(
      {
        method: 'delete',
        path: '/api/jobs/:id',
        summary: 'Remove a job that has ended; its dataset stays',
        access: 'user',
        scope: 'jobs:write',
        params: idParams,
        reply: { status: 204 },
        problems: ['request_invalid', 'not_found', 'job_state_conflict'],
      },
      ({ who, params }) => jobs.remove(params.id, who.userId),
    ),
  ];
}

function steps(jobs: JobsService): Route[] {
  const step = (name: 'cancel' | 'pause' | 'resume' | 'retry', summary: string) =>
    defineRoute(
      {
        method: 'post',
        path: `/api/jobs/:id/${name}`,
        summary,
        access: 'user',
        scope: 'jobs:write',
        params: idParams,
        reply: { status: 200, schema: jobSchema },
        problems: ['request_invalid', 'not_found', 'job_state_conflict'],
      },
      ({ who, params }) => jobs[name](params.id, who.userId),
    );
  return [
    step('cancel', 'Stop a job for good, within one frame'),
    step('pause', 'Stop a job for now'),
    step('resume', 'Let a paused job go on where it stood'),
    step('retry', 'Try a job that failed or was cancelled again, behind what was finished'),
  ];
}

function news(jobs: JobsService, feed: JobFeed): Route[] {
  return [
    defineRoute(
      {
        method: 'get',
        path: '/api/jobs/:id/log',
        summary: 'What happened to a job',
        access: 'user',
        scope: 'jobs:read',
        params: idParams,
        reply: { status: 200, schema: jobLogSchema },
        problems: ['request_invalid', 'not_found'],
      },
      async ({ who, params }) => ({ entries: await jobs.log(params.id, who.userId) }),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/jobs/:id/changes',
        summary: 'What is new of a job since a revision',
        access: 'user',
        scope: 'jobs:read',
        params: idParams,
        query: jobChangesQuerySchema,
        reply: { status: 200, schema: jobChangesSchema },
        problems: ['request_invalid', 'not_found'],
      },
      ({ who, params, query }) => jobs.changes(params.id, who.userId, query.after),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/jobs/:id/result',
        summary: 'The project with the labels that a finished job found',
        access: 'user',
        scope: 'jobs:read',
        params: idParams,
        reply: { status: 200, contentTypes: ['application/json'] },
        problems: ['request_invalid', 'not_found', 'job_state_conflict', 'storage_unavailable'],
      },
      async ({ who, params, response }) => {
        const stream = await jobs.result(params.id, who.userId);
        response.attachment('project.json').set({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
        await sendStream(stream, response);
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/jobs/:id/events',
        summary: 'What is new of a job, as server-sent events; Last-Event-ID is the last revision seen',
        access: 'user',
        scope: 'jobs:read',
        params: idParams,
        query: jobChangesQuerySchema,
        reply: { status: 200, contentTypes: ['text/event-stream'] },
        problems: ['request_invalid', 'not_found'],
      },
      async ({ who, params, query, request, response }) => {
        await jobs.find(params.id, who.userId);
        // The browser's Last-Event-ID after a reconnect is newer than the query of the first request.
        const last = Number(request.get('Last-Event-ID') ?? query.after);
        const events = new EventStream(response);
        const stop = feed.listen({
          jobId: params.id,
          userId: who.userId,
          after: Number.isSafeInteger(last) ? last : -1,
          send: (changes) => events.send('changes', changes, changes.job.revision),
        });
        await events.ended();
        stop();
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/job-events',
        summary: 'Each of your jobs when it changes, as server-sent events',
        access: 'user',
        scope: 'jobs:read',
        reply: { status: 200, contentTypes: ['text/event-stream'] },
        problems: [],
      },
      async ({ who, response }) => {
        const events = new EventStream(response);
        const send = (job: object) => void events.send('job', job);
        const stop = feed.listenToAll({ userId: who.userId, seen: new Map(), send });
        await events.ended();
        stop();
      },
    ),
  ];
}
