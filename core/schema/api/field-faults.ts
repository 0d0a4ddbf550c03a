import { z } from 'zod';
import { FIELD_SENTENCES, type FieldReason } from '../../sentences/fields.ts';
import { fillSentence, type ParameterNames } from '../../sentences/fill-sentence.ts';
import { reportedReasonSchema, type OptionalReason } from './problem.ts';

/** The fault of a field: in English, and, where a schema of the product names one, its reason. */
export interface FieldFault extends OptionalReason {
  readonly message: string;
}

type Params<Reason extends FieldReason> = Readonly<
  Record<ParameterNames<(typeof FIELD_SENTENCES)[Reason]>, string | number>
>;
type FaultArguments<Reason extends FieldReason> = [ParameterNames<(typeof FIELD_SENTENCES)[Reason]>] extends [never]
  ? []
  : [params: Params<Reason>];

/** The message of a check of a schema: zod hands on a text only, so this is the reason with its parameters as JSON. */
export const fieldMessage = <Reason extends FieldReason>(reason: Reason, ...[params]: FaultArguments<Reason>): string =>
  JSON.stringify({ reason, params: params ?? {} });

/** The fault behind the message of a zod issue. Messages of zod itself have no reason. */
export function fieldFault(message: string): FieldFault {
  if (!message.startsWith('{')) return { message };
  const { reason, params } = faultSchema.parse(JSON.parse(message));
  return { message: fillSentence(FIELD_SENTENCES[reason], params), reason, params };
}

const isFieldReason = (text: string): text is FieldReason => Object.hasOwn(FIELD_SENTENCES, text);

const faultSchema = reportedReasonSchema.extend({ reason: z.string().refine(isFieldReason) });
