// Runs before every module of the app. Zod otherwise tries to compile its schemas with `new Function`, which the page's Content-Security-Policy refuses and
// reports; a module of the app could not say so in time, because the bundler may put schemas into a chunk that is evaluated earlier.
globalThis.__zod_globalConfig = { jitless: true };
