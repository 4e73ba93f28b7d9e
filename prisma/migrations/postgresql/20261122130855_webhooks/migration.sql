-- CreateTable
CREATE TABLE "webhook" (
    "id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "events" TEXT,
    "created" TIMESTAMP(3) NOT NULL,
    "accepted" TIMESTAMP(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "disabled" TIMESTAMP(3),
    "reason" TEXT,

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" BIGSERIAL NOT NULL,
    "webhookId" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "due" TIMESTAMP(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "taken" TIMESTAMP(3),
    "status" INTEGER,
    "created" TIMESTAMP(3) NOT NULL,
    "ended" TIMESTAMP(3),

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "webhook_delivery_waiting_idx" ON "webhook_delivery"("due", "id") WHERE (state = 'queued');

-- CreateIndex
CREATE INDEX "webhook_delivery_webhookId_id_idx" ON "webhook_delivery"("webhookId", "id");
