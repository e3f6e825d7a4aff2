import express from 'express';
import type { AddressInfo } from 'node:net';
import type { Serving } from './server-child.js';

/** The baseline of play: Express as its own guide starts it, answering with what it was sent. */
export function startEcho(): Promise<Serving> {
  const app = express();
  app.use(express.json());
  app.post('/echo', (req, res) => {
    res.json(req.body);
  });
  return new Promise((resolve, reject) => {
    const server = app.listen(0, '127.0.0.1', (failure) => {
      if (failure) return reject(failure);
      const { port } = server.address() as AddressInfo;
      resolve({ url: `http://127.0.0.1:${port}`, token: '', players: [], close });
    });
    const close = (): Promise<void> =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      });
  });
}
