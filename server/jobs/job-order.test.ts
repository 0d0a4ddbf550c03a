import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomRequests } from '../../core/engine/requests.testing.ts';
import { storedRequestSchema } from './job-order.ts';

it('a request of the engine is read as it was stored', () => {
  fc.assert(
    fc.property(randomRequests(20), (request) => {
      expect(storedRequestSchema.parse(JSON.parse(JSON.stringify(request)))).toEqual(request);
    }),
  );
});
