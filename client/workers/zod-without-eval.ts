import { config } from 'zod';

// For workers; the page has public/before-app.js. Zod otherwise tries to compile its schemas with `new
// Function`, which the page's Content-Security-Policy refuses and reports.
config({ jitless: true });
