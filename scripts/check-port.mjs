// Finds out whether a port can be used, before the time that an install and a build take.
import { createServer } from 'node:net';

/**
 * Throws one clear sentence where the port cannot be used.
 *
 * @param example a command that takes another port
 */
export function checkPort(port, example) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      if (error.code === 'EADDRINUSE')
        reject(
          new Error(
            `Port ${port} is already in use: stop the program that uses it or choose another, as in ${example}.`,
          ),
        );
      else if (error.code === 'EACCES')
        reject(new Error(`Port ${port} may not be used by this user: choose one above 1023.`));
      else reject(error);
    });
    probe.listen(port, () => probe.close(() => resolve()));
  });
}
