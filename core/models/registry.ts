import { ForgeError } from '../errors.ts';
import { mobileSam } from './mobile-sam/description.ts';
import type { Model } from './model.ts';

/** Every model that the app can run; the first is the default. */
export const MODELS: readonly [Model, ...Model[]] = [
  { ...mobileSam, adapter: () => import('./mobile-sam/adapter.ts') },
];

/** The model that everything runs where no other is asked for. */
export const [DEFAULT_MODEL] = MODELS;

/** The model with this id. Throws `model_unavailable`. */
export function findModel(id: string): Model {
  const model = MODELS.find((each) => each.id === id);
  if (!model) throw new ForgeError('model_unavailable.unknown', { id });
  return model;
}
