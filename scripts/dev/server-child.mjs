// The app's server as a child of `npm run dev`: it ends when that ends, however that happens.
const end = () => {
  if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(1);
};
process.on('disconnect', end);
// To be told of the end is no reason to stay.
process.channel?.unref();
await import('../../dist/dev/server/server.js');
