// Makes the demo on the server behind an address and says where it is: `node --import tsx make-demo.ts ADDRESS`.
import { DEMO_ACCOUNT, makeDemo } from './demo.ts';

const address = process.argv[2] ?? 'http://localhost:5173';
try {
  const { dataset } = await makeDemo(address, console.log);
  console.log(`
  Demo      sign in as ${DEMO_ACCOUNT.email} with ${DEMO_ACCOUNT.password}
  Project   ${address}/jobs: press "Open for review"
  Dataset   ${address}/datasets/${dataset.datasetId}
`);
} catch (error) {
  console.error(`The demo was not made: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
