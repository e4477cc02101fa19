/** An engine in the thread that asks for it: store, image and execution in one place. */

import { Engine, type EngineOptions, type EngineSettings } from './engine.js';
import { openStore } from './state/open-store.js';
import { loadImage } from './vm/python/image.js';

/** Opens the store and loads the image. Throws what `openStore` and `loadImage` throw. */
export async function openInlineEngine(
  options: EngineOptions,
  settings: EngineSettings = {},
): Promise<Engine> {
  const image = loadImage(options.imagePath);
  return Engine.start(await openStore(options), image, settings);
}
