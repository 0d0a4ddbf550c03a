import { z } from 'zod';

/** Numbers that PostgreSQL gives as text because they can be larger than JavaScript's. */
export const numericText = z.union([z.string(), z.number()]).transform(Number);
