import type { Ground } from '../context.js';
import type { KycStatus, NewPlayer, PlayerRow, PlayerStatus } from './model.js';

export const findPlayer = (ground: Ground, playerId: string): PlayerRow | undefined =>
  ground.sql('SELECT * FROM players WHERE player_id = ?').get(playerId) as PlayerRow | undefined;

export const findByExternalId = (ground: Ground, externalId: string): PlayerRow | undefined =>
  ground.sql('SELECT * FROM players WHERE external_id = ?').get(externalId) as
    PlayerRow | undefined;

export function insertPlayer(ground: Ground, player: NewPlayer): void {
  ground
    .sql(
      `INSERT INTO players (player_id, external_id, name, date_of_birth, country, currency, email,
         status, status_until, kyc_status, created_at)
       VALUES (@player_id, @external_id, @name, @date_of_birth, @country, @currency, @email,
         @status, @status_until, @kyc_status, @created_at)`,
    )
    .run(player);
}

export function updateProfile(
  ground: Ground,
  player: Pick<PlayerRow, 'player_id' | 'name' | 'email' | 'country'>,
): void {
  ground
    .sql('UPDATE players SET name = ?, email = ?, country = ? WHERE player_id = ?')
    .run(player.name, player.email, player.country, player.player_id);
}

export function updateStatus(
  ground: Ground,
  playerId: string,
  status: PlayerStatus,
  untilMs: number | null,
): void {
  ground
    .sql('UPDATE players SET status = ?, status_until = ? WHERE player_id = ?')
    .run(status, untilMs, playerId);
}

export const updateKycStatus = (ground: Ground, playerId: string, status: KycStatus): void =>
  void ground.sql('UPDATE players SET kyc_status = ? WHERE player_id = ?').run(status, playerId);

/** Writes who is behind the account, and that nobody is any more. */
export function overwritePerson(ground: Ground, player: PlayerRow): void {
  ground
    .sql(
      `UPDATE players SET external_id = @external_id, name = @name, email = @email,
         date_of_birth = @date_of_birth, status = @status, status_until = @status_until,
         erased_at = @erased_at WHERE player_id = @player_id`,
    )
    .run(player);
}
