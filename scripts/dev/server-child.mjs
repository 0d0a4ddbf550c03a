// The app's server as a child of `npm run dev`: it ends when that ends, however that happens.
const end = () => {
  if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(1);
};
process.on('disconnect', end);
// Waiting for the signal to end must not keep the process alive.
process.channel?.unref();
await import('../../dist/dev/server/server.js');
