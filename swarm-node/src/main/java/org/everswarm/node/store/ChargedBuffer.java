package org.everswarm.node.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;

/** A pooled buffer that gives its bytes back to the budget when the last holder releases it. */
final class ChargedBuffer extends CompositeByteBuf {

  private final ReadBudget budget;
  private final int charged;

  ChargedBuffer(ByteBufAllocator allocator, ByteBuf content, ReadBudget budget) {
    super(allocator, true, 1);
    this.budget = budget;
    this.charged = content.readableBytes();
    addComponent(true, content);
  }

  @Override
  protected void deallocate() {
    super.deallocate();
    budget.release(charged);
  }
}
